/** Stands on every export: whoever reads one alone must not take it for a verdict. */
export const wording =
  'This evidence supports an assessment; it does not certify conformity with any framework. Whether a control is met is for the assessor to judge.';

/** The same, where there is room for a line only. */
export const shortWording = 'supports, does not certify';
