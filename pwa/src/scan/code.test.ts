import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/signed_code.json';
import type { Provisions } from '../api/schema';
import { find, prove, readPayload, warningsOf } from './code';

const cases = vectors.map(({ keys, ...rest }) => ({
  ...rest,
  keys: keys.map(({ id, public_key }) => ({ id, publicKey: public_key })),
}));
const [genuine] = cases as [(typeof cases)[0]];

test.each(cases)('$case', async ({ code, keys, expected }) => {
  const found = find(`HTTPS://KOTISETELI.EXAMPLE/V/${code}`);
  const scanned = found && 'code' in found ? found.code : '';
  const proof = await prove(scanned, keys);
  expect(proof === 'genuine').toBe(expected !== null);
  if (!expected) return;
  expect(readPayload(scanned)).toMatchObject({
    number: expected.number,
    organiserCode: expected.organiser_code,
    serviceCode: expected.service_code,
    providerCode: expected.provider_code,
    firstDay: expected.first_day,
    lastDay: expected.last_day,
    kind: expected.kind,
  });
});

test('a phone without keys cannot tell, and one with others does not know the key', async () => {
  expect(await prove(genuine.code, [])).toBe('unchecked');
  expect(await prove(genuine.code, [{ id: '00000000', publicKey: '' }])).toBe('unknown-key');
  expect(await prove(`${genuine.code.slice(0, -1)}Q`, genuine.keys)).toBe('forged');
});

test.each([
  [`HTTPS://SETELI.POHJANRANTA.EXAMPLE/V/${genuine.code}`],
  [`https://kotiseteli.example/v/${genuine.code.toLowerCase()}?from=camera`],
  [`/V/${genuine.code}`],
  [` ${genuine.code}\n`],
])('the code is found in %s', (text) => {
  expect(find(text)).toEqual({ code: genuine.code });
});

test.each([
  ['7K3M9QXD2FXN', { number: '7K3M9QXD2FXN' }],
  ['7k3m-9qxd-2fxn', { number: '7K3M9QXD2FXN' }],
  ['HTTPS://EXAMPLE.ORG/', null],
  ['7K3M9QXD2GXN', null],
  ['', null],
])('of %s is found %o', (text, found) => {
  expect(find(text)).toEqual(found);
});

const DOOR: Provisions = {
  serverTime: '2026-11-22T09:00:00Z',
  keys: [],
  organisers: [],
  services: [{ id: 's', code: 2, name: { fi: '', sv: '', en: '' }, unit: 'hour', tasks: [] }],
  provider: { id: 'p', code: 7, name: 'Kotiapu Kaneli Oy' },
  visits: [],
};
const TERMS = {
  keyId: '202cefc5',
  number: '7K3M9QXD2FXN',
  organiserCode: 1,
  serviceCode: 2,
  providerCode: 0,
  firstDay: '2026-11-01',
  lastDay: '2026-11-30',
  kind: 'voucher' as const,
};

test.each([
  ['the first day', {}, '2026-11-01', []],
  ['the day before', {}, '2026-10-31', ['not-yet-valid']],
  ['the last day', {}, '2026-11-30', []],
  ['the day after', {}, '2026-12-01', ['expired']],
  ['our own', { providerCode: 7 }, '2026-11-22', []],
  ["another provider's", { providerCode: 8 }, '2026-11-22', ['other-provider']],
  ['a service we do not give', { serviceCode: 3 }, '2026-11-22', ['unknown-service']],
  ['all at once', { providerCode: 8, serviceCode: 3 }, '2027-01-01', ['expired', 'other-provider', 'unknown-service']],
])('at the door: %s', (_, change, today, warnings) => {
  expect(warningsOf({ ...TERMS, ...change }, today, DOOR)).toEqual(warnings);
});
