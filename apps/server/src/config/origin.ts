/** An origin, as browsers send it with what pages ask. */

/**
 * Whether a browser can send a text as `Origin` (RFC 6454, section 6.2): scheme, host and, if it is not the usual one of
 * the scheme, port; or `null`, which pages from files send.
 */
export function isOrigin(text: string): boolean {
  if (text === 'null') return true;
  if (!URL.canParse(text)) return false;
  const { protocol, host, origin } = new URL(text);
  // Stars are fit for the host of an address, but whoever writes one means a pattern, which is not known here.
  if (host === '' || host.includes('*')) return false;
  // Of schemes that are not the web's, such as those of extensions, URL tells no origin.
  return text === (origin === 'null' ? `${protocol}//${host}` : origin);
}
