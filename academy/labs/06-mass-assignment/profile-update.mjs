// The columns that a profile update writes. `body` is the JSON of PATCH /customers/me.
export function profileChanges(body) {
  return { ...body };
}
