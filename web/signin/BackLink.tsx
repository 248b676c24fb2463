import { go } from "./place.ts";
import { useSay } from "./words.ts";

export function BackLink() {
  const say = useSay();
  return (
    <p className="back">
      <a
        href="/signin"
        onClick={(event) => {
          event.preventDefault();
          go("/signin");
        }}
      >
        {say("back")}
      </a>
    </p>
  );
}
