/** The measuring function of a check as an expression that the page can evaluate. */
export function sourceOf(check) {
  return `({${check.measure}}).measure`;
}
