export class Told extends Error {}
export function requireNode(version?: string): void
export function javaMajor(said: string): number
export function requireJava(): void
export function requireMaven(): void
export function checkDisk(path: string): string | undefined
