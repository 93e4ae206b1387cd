/** Whatever order a camera catches frames in, however often, and among whatever else: the parcel comes whole or not at all. */
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  integer,
  nat,
  property,
  shuffledSubarray,
  string,
  uint8Array,
} from 'fast-check';
import { expect, test } from 'vitest';
import type { Envelope } from '../api/schema';
import { newId } from '../offline/outbox';
import { fromBase45, toBase45 } from './base45';
import { type Caught, caughtWith, framesOf, NOTHING_CAUGHT, readFrame, wholeOf } from './frames';
import { envelopesIn, fileOf, packed, unpacked } from './parcel';

const NAME = '0123456789ABCDEF';
const OTHER = 'FEDCBA9876543210';
const content = uint8Array({ minLength: 1, maxLength: 5000 });
const BASE64URL = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];

/** As sealed records look: a head that is alike in all, an empty key, and bytes that say nothing. */
function sealedOnes(count: number, length = 1300): Envelope[] {
  return Array.from({ length: count }, () => {
    const noise = crypto.getRandomValues(new Uint8Array(length));
    const text = Array.from(noise, (byte) => BASE64URL[byte % 64]).join('');
    const head = btoa(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', kid: '0a1b2c3d' })).replace(/=/g, '');
    return { id: newId(Date.now()), sealed: `${head}..${text.slice(0, 16)}.${text.slice(16, -22)}.${text.slice(-22)}` };
  });
}

function caughtOf(texts: string[]): Caught {
  return texts
    .map(readFrame)
    .filter((frame) => frame !== null)
    .reduce(caughtWith, NOTHING_CAUGHT);
}

test.each([
  ['AB', 'BB8'],
  ['Hello!!', '%69 VD92EX0'],
  ['base-45', 'UJCLQE7W581'],
  ['ietf!', 'QED8WEX0'],
])('%s is written %s, as RFC 9285 has it', (said, letters) => {
  expect(toBase45(new TextEncoder().encode(said))).toBe(letters);
  expect(new TextDecoder().decode(fromBase45(letters) ?? new Uint8Array())).toBe(said);
});

test.each(['A', 'GGW', ':::', 'ab', 'BB8É', '::'])('%s is no such text', (text) => {
  expect(fromBase45(text)).toBeNull();
});

test('frames caught in any order, repeated and among strangers give the parcel', () => {
  assert(
    property(content, content, array(nat()), string(), (bytes, others, order, stranger) => {
      const frames = framesOf(bytes, NAME);
      const seen = [...order.map((one) => frames[one % frames.length] ?? ''), ...framesOf(others, OTHER), stranger];
      const caught = caughtOf([...seen, ...frames.toReversed()]);
      expect(wholeOf(caught, NAME)).toEqual(bytes);
      expect(wholeOf(caught, OTHER)).toEqual(others);
    }),
  );
});

test('a parcel of which a frame is missing is not whole', () => {
  assert(
    property(
      content.chain((bytes) => shuffledSubarray(framesOf(bytes, NAME))),
      nat(),
      (frames, missing) => {
        const count = readFrame(frames[0] ?? '')?.count ?? 1;
        const caught = caughtOf(frames.filter((text) => readFrame(text)?.place !== (missing % count) + 1));
        expect(wholeOf(caught, NAME)).toBeNull();
      },
    ),
  );
});

test('a frame with one letter misread is not taken', () => {
  assert(
    property(
      content,
      nat(),
      integer({ min: 1, max: 44 }),
      constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'),
      (bytes, which, at, letter) => {
        const [frame = ''] = framesOf(bytes, NAME).slice(which % framesOf(bytes, NAME).length);
        const place = (at * 7919) % frame.length;
        if (frame[place] === letter) return;
        expect(readFrame(frame.slice(0, place) + letter + frame.slice(place + 1))).toBeNull();
      },
    ),
  );
});

test('a frame that says another count than its parcel had is left', () => {
  const [first = ''] = framesOf(new Uint8Array(1000), NAME);
  const [alone = ''] = framesOf(new Uint8Array(10), NAME);
  const caught = caughtOf([first, alone]);
  expect(caught.get(NAME)?.count).toBe(3);
  expect(caught.get(NAME)?.parts.size).toBe(1);
});

test('what is unpacked is what was packed, and nothing under another name', async () => {
  await assert(
    asyncProperty(integer({ min: 1, max: 30 }), async (count) => {
      const envelopes = sealedOnes(count, 200);
      const { content, name } = await packed(envelopes);
      expect(await unpacked(content, name)).toEqual(envelopes);
      expect(await unpacked(content, OTHER)).toBeNull();
      content[content.length - 1] = (content[content.length - 1] ?? 0) ^ 1;
      expect(await unpacked(content, name)).toBeNull();
    }),
    { numRuns: 20 },
  );
});

test('a parcel from a browser that cannot make it small is read all the same', async () => {
  const envelopes = sealedOnes(2);
  const { CompressionStream } = globalThis;
  Object.assign(globalThis, { CompressionStream: undefined });
  Reflect.deleteProperty(globalThis, 'CompressionStream');
  const plain = await packed(envelopes).finally(() => Object.assign(globalThis, { CompressionStream }));
  expect(plain.content[0]).toBe(0);
  expect(await unpacked(plain.content, plain.name)).toEqual(envelopes);
});

test('a day of twenty visits is shown in at most 51 frames, three a second', async () => {
  const { content, name } = await packed(sealedOnes(20, 1400));
  const frames = framesOf(content, name);
  expect(frames.length).toBeLessThanOrEqual(51);
  // Version 15 with the least correction holds 758 letters.
  for (const frame of frames) expect(frame.length).toBeLessThanOrEqual(758);
});

test('a file holds each record once, and nothing else is taken for one', () => {
  const [one, other] = sealedOnes(2) as [Envelope, Envelope];
  expect(envelopesIn(fileOf([one, other, one]))).toEqual([one, other]);
  const wrong: unknown[] = [
    { kotiseteliVisits: 2, envelopes: [one] },
    { kotiseteliVisits: 1, envelopes: [{ ...one, id: 'x' }] },
    { kotiseteliVisits: 1, envelopes: [{ ...one, sealed: 'plain words' }] },
    { kotiseteliVisits: 1, envelopes: [null] },
    { kotiseteliVisits: 1 },
    [],
    null,
  ];
  for (const told of wrong) expect(envelopesIn(JSON.stringify(told))).toBeNull();
  expect(envelopesIn('<html>')).toBeNull();
});

test('a parcel that would unpack to more than a phone can hold is not unpacked', async () => {
  const zeros = new Blob([new Uint8Array(8_000_000)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const small = new Uint8Array(await new Response(zeros).arrayBuffer());
  const content = new Uint8Array([1, ...small]);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  const name = [...hash.subarray(0, 8)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');
  expect(await unpacked(content, name)).toBeNull();
});
