// What a profile shows of a customer. `row` is the row of the table, with all its columns.
export function shownProfile(row) {
  return { ...row, verified: row.verified === 1 };
}
