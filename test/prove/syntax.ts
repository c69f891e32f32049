/** What a text in TypeScript or JavaScript says to the compiler: without comments, and however it is laid out. */
import * as ts from 'typescript';

/** Two texts are the same program when these are equal: the words of the language, one after another. */
export function syntaxOf(text: string): string {
  const source = ts.createSourceFile('text.ts', text, ts.ScriptTarget.ESNext, true);
  const words: string[] = [];
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return;
    const children = node.getChildren(source);
    if (children.length === 0) words.push(node.getText(source));
    else children.forEach(visit);
  };
  visit(source);
  return words.filter((word) => word !== '').join(' ');
}
