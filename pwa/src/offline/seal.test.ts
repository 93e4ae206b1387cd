/** Sealing where what seals has not been fetched. */
import { expect, test } from 'vitest';
import { VISIT } from '../../build/other-side';
import { SEALING_KEY, unseal } from '../../build/sealing-server';
import { sealRecord, warmUp } from './seal';

test('what was sealed to a key of before stays so until it can be sealed anew', async () => {
  const mutation = {
    id: '01993b3e-0000-7000-8000-000000000001',
    number: 1,
    name: 'record_visit',
    doneAt: VISIT.endedAt,
    arguments: VISIT,
  } as const;
  const device = { device: 'a-phone', token: 'a-word', sealingKey: SEALING_KEY };
  const unsealed = await sealRecord(mutation, 'anna', device);
  expect(unsealed.sealed).toBeNull();
  const header = Buffer.from(JSON.stringify({ kid: 'earlier' })).toString('base64url');
  const before = { ...unsealed, sealed: `${header}..a.b.c` };
  expect(await sealRecord(mutation, 'anna', device, before)).toEqual(before);
  // Of another content it would be another's word.
  expect((await sealRecord({ ...mutation, number: 2 }, 'anna', device, before)).sealed).toBeNull();
  await warmUp();
  const { sealed } = await sealRecord(mutation, 'anna', device, before);
  expect((await unseal(sealed)).mutation).toEqual(mutation);
});
