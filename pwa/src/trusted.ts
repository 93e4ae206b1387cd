/**
 * What may be started as a program: the service worker and our own built files, and nothing a page has made up. The
 * server's policy (backend/headers.py) lets scripts be started, and markup be read from text, in no other way.
 */
const OWN_PROGRAM = /^\/(service-worker|assets\/[\w-]+)\.js$/;

/** The address, when a program of this page's origin lies at it; null is refused by the browser. */
export function ownProgram(address: string, page: string): string | null {
  const { origin, pathname, search } = new URL(address, page);
  return origin === new URL(page).origin && search === '' && OWN_PROGRAM.test(pathname) ? address : null;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (address: string) => string | null }): unknown;
}

/** Say so to the browser, before the first program is started; those of before 2020 know no such policy. */
export function trustOwnPrograms(): void {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', { createScriptURL: (address) => ownProgram(address, location.href) });
}
