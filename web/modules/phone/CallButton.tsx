import { useTranslation } from "react-i18next";
import { placeCallContract } from "../../../server/modules/voice/call.contract.ts";
import { readMyExtensionContract } from "../../../server/modules/voice/extension.contract.ts";
import type { BodyOf } from "../../../server/platform/contract/contract.ts";
import { call } from "../../api/call.ts";
import { useRead } from "../../api/queries.ts";
import { useCan } from "../../frame/me.ts";
import { problemText } from "../../text/problem.ts";
import { Icon } from "../../ui/Icon.tsx";
import { showToast } from "../../ui/toasts.ts";

interface Props {
  /** As the reader sees it, masked or not. */
  shown: string;
  whom: BodyOf<typeof placeCallContract>;
}

/** Whether one can call from this page at all: the role allows it and there is an extension. */
export function useCanCall(): boolean {
  const can = useCan();
  const mayCall = can(placeCallContract.permission);
  const read = useRead(readMyExtensionContract, {}, { staleTime: 60_000, enabled: mayCall });
  return mayCall && Boolean(read.data?.extension);
}

/** Calls the number it stands beside: one's own device first, through consent and locks. */
export function CallButton({ shown, whom }: Props) {
  const { t } = useTranslation();
  const label = t("customers.point.call", { number: shown });
  return (
    <button
      type="button"
      className="btn text s ico call-button"
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        void place();
      }}
    >
      <Icon name="phone" size={14} />
    </button>
  );

  async function place() {
    try {
      await call(placeCallContract, { body: whom });
      showToast({ text: t("customers.point.calling", { number: shown }) });
    } catch (error) {
      showToast({ text: problemText(error), look: "problem" });
    }
  }
}
