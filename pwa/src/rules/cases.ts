/** Turns the cases that both languages share, written in the server's snake_case, into the phone's camelCase. Pure. */

/** A value with every key at every level in camelCase; what it is, the caller knows. */
export function inCamelCase<Shape>(value: unknown): Shape {
  return renamed(value) as Shape;
}

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      renamed(inner),
    ]),
  );
}
