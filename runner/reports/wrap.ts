/** Text in a terminal: wrapped between words, every further line under the first. */

/** `width` is Infinity where nobody looks: what goes to a file is cut by no window. */
export function wrap(text: string, indent: string, width: number, hanging = indent): readonly string[] {
  const lines = text.split('\n').flatMap((line, i) => wrapLine(line, i === 0 ? indent : hanging, width, hanging));
  return lines.map((line) => line.trimEnd());
}

function wrapLine(text: string, indent: string, width: number, hanging: string): readonly string[] {
  // A window too narrow to read in is left to the terminal.
  if (indent.length + text.length <= width || width < hanging.length + 20) return [indent + text];
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const word of text.split(/(?<= )/)) {
    if (!empty && line.length + word.trimEnd().length > width) {
      lines.push(line);
      line = hanging;
    }
    line += word;
    empty = false;
  }
  return [...lines, line];
}

/** No more than so many lines, and how many there were. */
export function atMost(lines: readonly string[], most: number, indent: string): readonly string[] {
  if (lines.length <= most + 1) return lines;
  return [...lines.slice(0, most), `${indent}... and ${lines.length - most} lines more, which the record has`];
}
