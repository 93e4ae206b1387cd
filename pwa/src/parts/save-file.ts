/** Gives the person a file that was made on this device. */
export function saveFile(name: string, content: BlobPart, kind = 'text/csv;charset=utf-8'): void {
  const address = URL.createObjectURL(new Blob([content], { type: kind }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // A browser may still be reading it when the click returns.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
