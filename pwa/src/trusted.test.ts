/** What may be started as a program. */
import { expect, test } from 'vitest';
import { ownProgram } from './trusted';

const HERE = 'https://kotiseteli.example';
const PAGE = `${HERE}/scan`;

test.each(['/service-worker.js', `${HERE}/assets/decode-B3xYz01a.js`, `${HERE}/assets/_a-b_c.js`])(
  '%s is a program of ours',
  (address) => {
    expect(ownProgram(address, PAGE)).toBe(address);
  },
);

test.each([
  'https://elsewhere.example/service-worker.js',
  '//elsewhere.example/assets/decode-B3xYz01a.js',
  'data:text/javascript,alert(1)',
  `blob:${HERE}/0d3c3a5e-0000-4000-8000-000000000000`,
  '/api/attachments/1.js',
  '/service-worker.js?then=another',
  '/assets/../api/anything.js',
])('%s is none', (address) => {
  expect(ownProgram(address, PAGE)).toBeNull();
});
