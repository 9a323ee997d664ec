/**
 * The one form under which a login is known, whatever its case, width or Unicode spelling (UTS #36 §2.10.2). Letters of
 * other scripts that only look alike stay different: administrators alone make users, and see what they type.
 */
export function canonicalLogin(login: string): string {
  let known = login;
  for (let round = 0; round < ROUNDS; round += 1) known = fold(known);
  return known;
}

/** One is enough for nearly all of Unicode, two for every single character; more never hurt. */
const ROUNDS = 3;

/** Lower, upper, lower: capital sharp s meets small sharp s only on the way down, and `SS` only on the way up. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC').trim();
}
