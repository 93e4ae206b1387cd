/** The keyboard and the screen go to the first answer that is to be mended. */

export function goToFirstWrong(form: HTMLElement | null): void {
  requestAnimationFrame(() => {
    const first = form?.querySelector<HTMLElement>('[aria-invalid="true"]');
    first?.focus();
    first?.scrollIntoView({ block: 'center' });
  });
}
