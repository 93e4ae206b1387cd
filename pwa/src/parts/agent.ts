/** A device by what its browser calls itself: the words its owner knows, or null where it says nothing known. */

/** The first that is found counts: each names itself beside those it wants to be taken for. */
const BROWSERS: readonly [string, RegExp][] = [
  ['Edge', /Edg(e|A|iOS)?\//],
  ['Samsung Internet', /SamsungBrowser\//],
  ['Opera', /OPR\//],
  ['Firefox', /(Firefox|FxiOS)\//],
  ['Chrome', /(Chrome|Chromium|CriOS)\//],
  ['Safari', /Version\/.*Safari\//],
];
const SYSTEMS: readonly [string, RegExp][] = [
  ['iPhone', /iPhone/],
  ['iPad', /iPad/],
  ['Android', /Android/],
  ['Windows', /Windows/],
  ['Mac', /Macintosh/],
  ['Linux', /Linux|CrOS/],
];

function named(names: readonly [string, RegExp][], agent: string): string | null {
  return names.find(([, sign]) => sign.test(agent))?.[0] ?? null;
}

/** What kind of device it is. */
export function deviceOf(agent: string): { browser: string | null; system: string | null } {
  return { browser: named(BROWSERS, agent), system: named(SYSTEMS, agent) };
}
