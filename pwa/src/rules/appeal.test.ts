import { expect, test } from 'vitest';
import vectors from '../../../tests/vectors/appeal.json';
import { appealUntil, receivedOn, type SentBy } from './appeal';

test.each(vectors)('$case', ({ sent_by, sent_on, received_on, appeal_until }) => {
  expect(receivedOn(sent_by as SentBy, sent_on)).toBe(received_on);
  expect(appealUntil(sent_by as SentBy, sent_on)).toBe(appeal_until);
});
