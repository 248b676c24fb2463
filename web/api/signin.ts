let isLeaving = false;

/** Leaves for the sign-in page and comes back to where we are. */
export function goToSignIn(): void {
  if (isLeaving) return;
  isLeaving = true;
  const here = location.pathname + location.search;
  location.assign(here === "/" ? "/signin" : `/signin?next=${encodeURIComponent(here)}`);
}
