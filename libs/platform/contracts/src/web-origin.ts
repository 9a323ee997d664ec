/**
 * Whether an `Origin` has the host that `Host` names, in any case and with the default port written out or left out
 * (HAProxy and IIS write `gate.example:443`). The scheme is not compared: TLS may have ended in front.
 */
export function isAtHost(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  const { protocol, host: expected } = new URL(origin);
  const asked = `${protocol}//${host}`;
  return expected !== '' && !/[/?#@\\]/.test(host) && URL.canParse(asked) && new URL(asked).host === expected;
}
