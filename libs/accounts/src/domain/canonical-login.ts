/**
 * The one form under which a login is known: what looks the same is the same, whatever its case or Unicode spelling, so
 * nobody can take a login that reads like another one's (UTS #36 §2.10.2).
 */
export function canonicalLogin(login: string): string {
  const folded = login.normalize('NFKC').trim().toUpperCase().toLowerCase();
  return folded.normalize('NFKC').trim();
}
