/** Columns that a text takes in a terminal, for the help of commands: one a character, as in all that `dose` says there. */
export default function stringWidth(text) {
  return [...text].length;
}
