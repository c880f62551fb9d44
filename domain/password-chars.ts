/**
 * 12 characters of a person's choice: more than the 8 that NIST SP 800-63B asks for. Hashing reads all of it, so it has an
 * end. Apart from the schema that checks it, so that a page can say it without loading schemas.
 */
export const PASSWORD_CHARS = { min: 12, max: 128 } as const
