import { CallButton, useCanCall } from "../../phone/CallButton.tsx";
import type { Row } from "./page.ts";

/** A number with the way to call it, which shows when the row is pointed at. */
export function PhoneCell({ row, shown }: { row: Row; shown: string }) {
  const canCall = useCanCall();
  return (
    <span className="row phone-cell">
      <span className="el">{shown}</span>
      {canCall && <CallButton shown={shown} whom={{ customer_id: row.id }} />}
    </span>
  );
}
