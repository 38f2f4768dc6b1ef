/** A sentence whose names of commands and of places in the policy stand between backticks. */
export function WithCode({ text }: { readonly text: string }) {
  // Parts at odd places are what stood between two of them.
  return text.split('`').map((part, n) => (n % 2 === 1 ? <code key={n}>{part}</code> : part));
}
