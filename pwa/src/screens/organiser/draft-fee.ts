/** The client fee of a service as it is typed, and as the rules want it: held to the act's table in every cell. */

import type { FeeTable, ServiceTerms } from '../../api/schema';
import { decimalOf } from '../../parts/typed-decimal';
import { refuseFee } from '../../rules/terms';
import type { Origin } from './draft-income';
import type { Reader } from './reader';

export type FeeTerms = NonNullable<ServiceTerms['fee']>;

export interface FeeRowDraft {
  fromHours: string;
  /** In percent, for one person, two and so on. */
  shares: string[];
  atMost: string;
}

export interface FeeDraft {
  way: 'none' | 'statutory' | 'own' | 'flat';
  flat: string;
  rows: FeeRowDraft[];
  largerAsLast: boolean;
  verified: boolean;
}

const SIZES = 6;

export const NO_FEE: FeeDraft = { way: 'none', flat: '', rows: [], largerAsLast: true, verified: true };

export function emptyFeeRow(): FeeRowDraft {
  return { fromHours: '', shares: Array.from({ length: SIZES }, () => ''), atMost: '' };
}

export function feeDraft(fee: FeeTerms | null): FeeDraft {
  if (fee === null) return NO_FEE;
  if (fee.kind === 'flat') return { ...NO_FEE, way: 'flat', flat: decimalOf(fee.cents, 2, 2) };
  return fee.ownTable ? { ...NO_FEE, way: 'own', ...feeTableDraft(fee.ownTable) } : { ...NO_FEE, way: 'statutory' };
}

/** A table's rows as typed; an organiser may begin its own from the act's. */
export function feeTableDraft(table: FeeTable): Pick<FeeDraft, 'rows' | 'largerAsLast' | 'verified'> {
  return {
    rows: table.rows.map(({ fromHours, basisPoints, atMostCents }) => ({
      fromHours: String(fromHours),
      shares: [...basisPoints.map((points) => decimalOf(points, 2)), ...emptyFeeRow().shares.slice(basisPoints.length)],
      atMost: typeof atMostCents === 'number' ? decimalOf(atMostCents, 2, 2) : '',
    })),
    largerAsLast: table.largerAsLast ?? false,
    verified: table.verified,
  };
}

/** The fee; what of an own table is above the act's is remembered in the cell that is too high. */
export function readFee(
  draft: FeeDraft,
  origin: Origin,
  isFree: boolean,
  statutory: FeeTable | null,
  reader: Reader,
): FeeTerms | null {
  const fee = readWay(draft, origin, reader);
  const refused = refuseFee(origin, { fee, isFree }, statutory ? [statutory] : []);
  if (refused?.refused === 'fee-of-free-service') reader.wrong('fee.isFree', refused.refused);
  if (refused?.refused === 'above-statutory-fee' && fee?.kind === 'by_hours') {
    const place = fee.ownTable?.rows.findLastIndex(({ fromHours }) => fromHours <= refused.hours) ?? 0;
    reader.wrong(`fee.rows.${Math.max(0, place)}.shares.${refused.household - 1}`, refused.refused);
  }
  return fee;
}

function readWay(draft: FeeDraft, origin: Origin, reader: Reader): FeeTerms | null {
  switch (draft.way) {
    case 'none':
      return null;
    case 'statutory':
      return { kind: 'by_hours', ownTable: null };
    case 'flat':
      return { kind: 'flat', cents: reader.needed('fee.flat', reader.cents('fee.flat', draft.flat)) };
    case 'own':
      return { kind: 'by_hours', ownTable: readFeeTable(draft, origin, reader) };
  }
}

function readFeeTable(draft: FeeDraft, origin: Origin, reader: Reader): FeeTable {
  if (draft.rows.length === 0) reader.wrong('fee.rows', 'no-steps');
  let before = -1;
  const rows = draft.rows.map((row, place) => {
    const at = `fee.rows.${place}`;
    const fromHours = reader.needed(`${at}.fromHours`, reader.count(`${at}.fromHours`, row.fromHours));
    if (fromHours <= before) reader.wrong(`${at}.fromHours`, 'not-rising');
    before = fromHours;
    const basisPoints = readShares(row.shares, at, reader);
    return { fromHours, basisPoints, atMostCents: reader.cents(`${at}.atMost`, row.atMost) };
  });
  if (rows[0] && rows[0].fromHours !== 0) reader.wrong('fee.rows.0.fromHours', 'not-from-nought');
  return { ...origin, verified: draft.verified, rows, largerAsLast: draft.largerAsLast };
}

function readShares(shares: readonly string[], at: string, reader: Reader): number[] {
  const last = shares.findLastIndex((text) => text.trim() !== '');
  if (last < 0) reader.wrong(`${at}.shares.0`, 'missing');
  return shares.slice(0, last + 1).map((text, place) => {
    const where = `${at}.shares.${place}`;
    if (text.trim() === '') reader.wrong(where, 'gap-in-table');
    return reader.basisPoints(where, text) ?? 0;
  });
}
