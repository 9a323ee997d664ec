/** Saves what the page holds as a file of the person's own: nothing is sent anywhere. */
export function saveFile(document: Document, fileName: string, content: Blob | string): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: 'text/plain' }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
  // some browsers read the address only after the click
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
