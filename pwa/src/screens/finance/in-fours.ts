/** A bank account as people read it, four characters at a time. */
export function inFours(iban: string): string {
  return iban.replace(/(.{4})(?=.)/g, '$1\u00a0');
}
