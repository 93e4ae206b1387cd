/** The office's code is understood however it comes, and nothing else is taken for it. */
import { expect, test } from 'vitest';
import { codeInLink, codeTyped, linkTo } from './enrolment';

const CODE = '7K3M9QXD2F0C1ABZ';

test('a code comes back from the link that the office shows', () => {
  expect(codeInLink(linkTo(CODE, 'https://kotiseteli.example'))).toBe(CODE);
});

test.each(['7K3M 9QXD 2F0C 1ABZ', '7k3m-9qxd-2foc-labz', ' 7K3M.9QXD–2FOC\u00a0IABZ '])(
  'typed as %j it is the same code',
  (typed) => {
    expect(codeTyped(typed)).toBe(CODE);
  },
);

test.each(['', CODE.slice(1), `${CODE}0`, CODE.replace('K', 'U'), CODE.replace('K', 'é'), '٣'.repeat(16)])(
  '%j is no code',
  (typed) => {
    expect(codeTyped(typed)).toBeNull();
  },
);

test.each([
  'https://kotiseteli.example/v/7K3M9QXD2F0C#abc',
  `https://kotiseteli.example/join?${CODE}`,
  'https://kotiseteli.example/join#',
  CODE,
])('%j is not a link with a code', (text) => {
  expect(codeInLink(text)).toBeNull();
});
