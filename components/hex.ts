/** 16 bytes a line: hex, then what prints. For people: `bytesMax` of a value are enough to see what it is. */
export const hexDump = (base64: string, bytesMax: number): string => {
  const text = atob(base64.slice(0, Math.ceil(bytesMax / 3) * 4))
  const lines: string[] = []
  for (let at = 0; at < Math.min(text.length, bytesMax); at += 16) {
    const part = [...text.slice(at, Math.min(at + 16, bytesMax))]
    const hex = part.map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join(' ')
    lines.push(`${hex.padEnd(48)} |${part.map((c) => (c >= ' ' && c <= '~' ? c : '.')).join('')}|`)
  }
  return lines.join('\n')
}
