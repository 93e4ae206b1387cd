/** Finding among rows that are already on the page. */

/** Whether every word asked for begins or stands in some of the row's texts, whatever the case. */
export function holdsWords(asked: string, texts: string[]): boolean {
  const held = texts.join(' ').toLocaleLowerCase();
  return asked
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => held.includes(word));
}
