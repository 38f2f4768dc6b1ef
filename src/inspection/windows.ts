/** A stretch of a text that is looked at as one. */
export interface Window {
  readonly text: string;
}

const whole = 3_000;
const size = 2_600;
const overlap = 400;
const longestRun = 3;

/** Runs of one character become three: padding is what pushes an attack out of a scanner's sight. */
function collapseRuns(text: string): string {
  let result = '';
  let from = 0;
  let run = 1;
  for (let i = 1; i <= text.length; i++) {
    if (i < text.length && text.charCodeAt(i) === text.charCodeAt(i - 1)) {
      run++;
      continue;
    }
    if (run > longestRun) {
      result += text.slice(from, i - run + longestRun);
      from = i;
    }
    run = 1;
  }
  return from === 0 ? text : result + text.slice(from);
}

/**
 * The stretches of a text that detectors look at: a short one whole; a long one with its runs collapsed, in windows of
 * 2,600 characters that share 400, so that nothing hides behind padding and no detector sees more than a window.
 */
export function shorten(text: string): readonly Window[] {
  if (text.length <= whole) return [{ text }];
  const dense = collapseRuns(text);
  if (dense.length <= whole) return [{ text: dense }];
  const windows: Window[] = [];
  for (let start = 0; start < dense.length; start += size - overlap)
    windows.push({ text: dense.slice(start, start + size) });
  return windows;
}
