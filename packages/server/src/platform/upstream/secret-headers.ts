/** Headers whose values are nobody's business but the receiver's. */
const SECRET_NAME = /auth|key|token|secret|cookie|password|signature/i;
/** Shorter ones would blot out words. */
const SECRET_CHARACTERS_MIN = 8;

/** The secrets among the headers, such as the key in `authorization: Bearer <key>`. */
export function secretsIn(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => SECRET_NAME.test(name))
    .flatMap(([, value]) => value.split(/[\s,;]+/))
    .filter((part) => part.length >= SECRET_CHARACTERS_MIN);
}

/** The text with every secret cut out: some servers repeat the key they refuse. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}
