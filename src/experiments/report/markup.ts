/** Text that is HTML already. Only {@link html} makes it, so nothing gets into a page unescaped by oversight. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What may stand in a template: what is no markup yet is escaped, `undefined` is nothing. */
export type Part = Markup | string | number | undefined | readonly Part[]

/** HTML or SVG with everything that is put into it escaped. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = pieces.map((piece, i) => (i === 0 ? piece : render(parts[i - 1]) + piece))
  return new Markup(text.join(''))
}

function render(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.text
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return part.map(render).join('')
}

/** For element content and for attributes in quotes. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
