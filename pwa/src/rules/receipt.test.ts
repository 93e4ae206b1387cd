import { expect, test } from 'vitest';
import cases from '../../../tests/vectors/receipt_text.json';
import { inCamelCase } from './cases';
import { type Receipted, receiptText } from './receipt';

interface Case {
  case: string;
  device: string;
  receipts: Receipted[];
  text: string;
}

test.each(inCamelCase<Case[]>(cases))('$case', ({ device, receipts, text }) => {
  expect(receiptText(device, receipts)).toBe(text);
});
