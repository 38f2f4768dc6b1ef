// The condition of a product search, put after WHERE. `values` take the place of each ? in `sql`, in order.
export function searchCondition(q) {
  return { sql: `name || ' ' || description LIKE '%${q}%'`, values: [] };
}
