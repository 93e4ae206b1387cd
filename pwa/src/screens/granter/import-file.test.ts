import { describe, expect, it } from 'vitest';
import columns from '../../../../tests/vectors/import_columns.json';
import examples from '../../../../tests/vectors/import_example.json';
import { COLUMNS, csv, exampleFile, opened, pasted } from './import-file';

const bytesOf = (...bytes: number[]) => new Uint8Array(bytes);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('a file to import', () => {
  it('is read as UTF-8 with or without its mark', () => {
    expect(opened('a.csv', utf8('sukunimi\nMäkelä'))).toEqual({
      format: 'csv',
      content: 'sukunimi\nMäkelä',
      charset: 'utf-8',
    });
    expect(opened('a.csv', utf8('\ufeffsukunimi'))?.content).toBe('sukunimi');
  });

  it('falls back to the characters of Windows, which hold Latin-1', () => {
    expect(opened('a.csv', bytesOf(0x4d, 0xe4, 0x6b, 0x69, 0x20, 0x80))).toEqual({
      format: 'csv',
      content: 'Mäki €',
      charset: 'windows-1252',
    });
  });

  it('is read as UTF-16 when it begins so', () => {
    expect(opened('a.txt', bytesOf(0xff, 0xfe, 0xe4, 0x00))).toMatchObject({ content: 'ä', charset: 'utf-16' });
    expect(opened('a.txt', bytesOf(0xfe, 0xff, 0x00, 0xe4))).toMatchObject({ content: 'ä', charset: 'utf-16' });
  });

  it('is none when it is a spreadsheet of its own kind', () => {
    expect(opened('a.xlsx', bytesOf(0x50, 0x4b, 0x03, 0x04, 0x14))).toBeNull();
    expect(opened('a.csv', bytesOf(0xd0, 0xcf, 0x11, 0xe0, 0xa1))).toBeNull();
  });

  it.each([
    ['a.json', 'x', 'json'],
    ['a.csv', '[1]', 'csv'],
    ['a', ' [{}]', 'json'],
    ['a', 'decision_number', 'csv'],
    ['a.CSV', '{', 'csv'],
  ])('%s that begins with %s is %s', (name, text, format) => {
    expect(opened(name, utf8(text))?.format).toBe(format);
  });

  it('may be pasted', () => {
    expect(pasted('[{}]').format).toBe('json');
    expect(pasted('a;b').format).toBe('csv');
    expect(opened('a.csv', new Uint8Array())?.content).toBe('');
  });
});

describe('a file to download', () => {
  it('quotes what would fall apart and disarms what would be a formula', () => {
    expect(csv([['a;b', 'say "x"', 'two\nlines', '=1+1', '-5', 'plain']])).toBe(
      '\ufeff"a;b";"say ""x""";"two\nlines";\'=1+1;\'-5;plain\r\n',
    );
  });

  it('has the columns that the server reads', () => {
    expect(COLUMNS).toEqual(columns.map(({ name }) => name));
  });

  it.each(examples)('$case', ({ today, expected }) => {
    expect(exampleFile(today)).toBe(expected);
  });
});
