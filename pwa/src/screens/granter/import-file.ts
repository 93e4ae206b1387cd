/** A file to import before it is sent: what it is, its text in whatever characters, an example of one, and a list of faults. */
import { dayAfter } from '../../rules/days';

export type FileFormat = 'csv' | 'json';

/** A file as it is sent, and how its characters were read. */
export interface Opened {
  format: FileFormat;
  content: string;
  charset: 'utf-8' | 'utf-16' | 'windows-1252';
}

/** The first bytes of a zip (xlsx, ods) and of the older Office files (xls). */
const SPREADSHEETS = ['504b0304', 'd0cf11e0'];
const UTF_16 = { fffe: 'utf-16le', feff: 'utf-16be' } as const;
/** Excel takes a file for UTF-8 only when it begins so, and knows the Finnish delimiter. */
const BYTE_ORDER_MARK = '\ufeff';
const DELIMITER = ';';
const LINE_END = '\r\n';
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** The text of a file; null for a spreadsheet's own, which is none. */
export function opened(name: string, bytes: Uint8Array): Opened | null {
  if (SPREADSHEETS.includes(hexOf(bytes, 4))) return null;
  const wide = UTF_16[hexOf(bytes, 2) as keyof typeof UTF_16];
  if (wide) return asOpened(name, new TextDecoder(wide).decode(bytes), 'utf-16');
  try {
    return asOpened(name, new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'utf-8');
  } catch {
    // Every byte means something here, so that nothing can fail; ä and ö are where Windows and Latin-1 have them.
    return asOpened(name, new TextDecoder('windows-1252').decode(bytes), 'windows-1252');
  }
}

/** Pasted text, which is JSON when it begins so. */
export function pasted(text: string): Opened {
  return asOpened('', text, 'utf-8');
}

function asOpened(name: string, content: string, charset: Opened['charset']): Opened {
  const isJson = /\.json$/i.test(name) || (!/\.(csv|tsv|txt)$/i.test(name) && /^\s*[[{]/.test(content));
  return { format: isJson ? 'json' : 'csv', content, charset };
}

function hexOf(bytes: Uint8Array, length: number): string {
  return [...bytes.slice(0, length)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A grant from the first of next month and a rejection, in every documented column. Nobody has their codes. */
export function exampleFile(today: string): string {
  const [year, month] = today.split('-').map(Number) as [number, number];
  const firstDay = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  const lastDay = dayAfter(new Date(Date.UTC(year + 1, month, 1)).toISOString().slice(0, 10), -1);
  const shared = { decided_on: today, applied_on: today, first_day: firstDay, sent_by: 'letter', sent_on: today };
  return csv([
    COLUMNS,
    ...[
      {
        ...shared,
        decision_number: `${year}/K-1`,
        identity_code: '010190-900P',
        given_name: 'Aino',
        family_name: 'Esimerkki',
        language: 'fi',
        safety_ban: 'no',
        service: 'regular-home-care',
        resolution: 'granted',
        decided_by: 'Palveluohjaaja Tiina Malli',
        need: 'Aamutoimet ja peseytyminen',
        grounds: 'Asiakas tarvitsee apua aamuisin.',
        legal_basis: '1301/2014 19 a §; 569/2009 7 §',
        last_day: lastDay,
        arranging: 'voucher',
        quantity: '33,5',
        quantity_unit: 'hour',
        period: 'month',
        value: '36,00',
      },
      {
        ...shared,
        decision_number: `${year}/K-2`,
        identity_code: '010190-999W',
        given_name: 'Bertel',
        family_name: 'Exempel',
        language: 'sv',
        safety_ban: 'yes',
        service: 'regular-home-care',
        resolution: 'rejected',
        decided_by: 'Palveluohjaaja Tiina Malli',
        grounds: 'Klienten klarar vardagen själv.',
        legal_basis: '1301/2014 19 a §',
      },
    ].map((row: Partial<Record<string, string>>) => COLUMNS.map((column) => row[column] ?? '')),
  ]);
}

/** As docs/import.md lists them (tests/vectors/import_columns.json). */
export const COLUMNS = [
  'decision_number',
  'identity_code',
  'given_name',
  'family_name',
  'language',
  'safety_ban',
  'service',
  'resolution',
  'decided_on',
  'decided_by',
  'applied_on',
  'need',
  'grounds',
  'legal_basis',
  'first_day',
  'last_day',
  'arranging',
  'provider',
  'quantity',
  'quantity_unit',
  'period',
  'value',
  'tasks',
  'voucher_number',
  'client_fee',
  'sent_by',
  'sent_on',
  'appeal_until',
];

/** Rows as a spreadsheet opens them: quoted where they must be (RFC 4180), and never a formula. */
export function csv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map(cell).join(DELIMITER));
  return BYTE_ORDER_MARK + lines.map((line) => line + LINE_END).join('');
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[";\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
