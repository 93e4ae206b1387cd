/** What a phone says of a code whose key it does not know: the key may be newer than the phone's last word from the server. */
import { afterEach, expect, test, vi } from 'vitest';
import vectors from '../../../../tests/vectors/signed_code.json';
import type { Provisions } from '../../api/schema';
import { provisions } from '../../offline/signals';
import { provenWithNewestKeys } from './door';

const genuine = vectors.find((one) => one.case.startsWith('a genuine voucher'));
const rotated = vectors.find((one) => one.case.startsWith('signed by the other of two known keys'));
if (!genuine || !rotated) throw new Error('the vectors of a changed key are gone');
const both = rotated.keys.map(({ id, public_key }) => ({ id, publicKey: public_key }));
const old = both.filter(({ id }) => id === '202cefc5');

function hold(keys: Provisions['keys']): void {
  provisions.value = {
    serverTime: '2026-11-22T09:00:00Z',
    keys,
    organisers: [],
    services: [],
    provider: { id: 'p', code: 7, name: 'Kotiapu Kaneli Oy' },
  };
}

afterEach(() => {
  provisions.value = null;
  vi.useRealTimers();
});

test('after a change of keys both the old paper and the new one hold, without asking the server', async () => {
  hold(both);
  const bring = vi.fn(async () => true);
  expect(await provenWithNewestKeys(genuine.code, bring)).toBe('genuine');
  expect(await provenWithNewestKeys(rotated.code, bring)).toBe('genuine');
  expect(bring).not.toHaveBeenCalled();
});

test('a new key is fetched when the network is there', async () => {
  hold(old);
  const bring = async (): Promise<boolean> => {
    hold(both);
    return true;
  };
  expect(await provenWithNewestKeys(rotated.code, bring)).toBe('genuine');
});

test('without network a new key is not judged: the server checks the code when the visit is received', async () => {
  hold(old);
  expect(await provenWithNewestKeys(rotated.code, async () => false)).toBe('unchecked');
});

test('a server that does not answer holds nobody at the door', async () => {
  vi.useFakeTimers();
  hold(old);
  const proven = provenWithNewestKeys(rotated.code, () => new Promise(() => undefined));
  await vi.advanceTimersByTimeAsync(4000);
  expect(await proven).toBe('unchecked');
});

test('a key that the newest provisions do not know either is nobody of ours', async () => {
  hold(old);
  expect(await provenWithNewestKeys(rotated.code, async () => true)).toBe('unknown-key');
});

test('a forged code is forged with no network too', async () => {
  hold(old);
  expect(await provenWithNewestKeys(`${genuine.code.slice(0, -1)}Q`, async () => false)).toBe('forged');
});
