/** What lies above everything and stays in reach: dialogs and menus, and what screen readers are told. */
const ABOVE = 'gh-connection-banner, .cdk-overlay-container, .cdk-live-announcer-element, script, style, link';

/** Makes everything in the document but `element` unreachable. @returns how to undo that */
export function setAside(element: HTMLElement): () => void {
  const others: HTMLElement[] = [];
  const { body } = element.ownerDocument;
  for (let here = element; here !== body && here.parentElement !== null; here = here.parentElement) {
    for (const other of here.parentElement.children) {
      if (other !== here && other instanceof HTMLElement && !other.inert && !other.matches(ABOVE)) others.push(other);
    }
  }
  for (const other of others) other.inert = true;
  return () => {
    for (const other of others) other.inert = false;
  };
}
