import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  addTradeContract,
  readTradeSumsContract,
  updateTradeContract,
} from "../../../../../server/modules/customers/trade/trade.contract.ts";
import { call } from "../../../../api/call.ts";
import { useCall, useRead } from "../../../../api/queries.ts";
import { useMaySee } from "../../../../frame/me.ts";
import { formatMoney } from "../../../../text/format.ts";
import { moneyToText, textToMoney } from "../../../../text/money.ts";
import { problemText } from "../../../../text/problem.ts";
import { ActionButton } from "../../../../ui/ActionButton.tsx";
import { Dialog } from "../../../../ui/Dialog.tsx";
import { Field } from "../../../../ui/Field.tsx";
import { showToast } from "../../../../ui/toasts.ts";
import { useRecord } from "../RecordContext.ts";
import { removeTrade, type Trade, tradesChanged } from "./trade.ts";

const today = () => new Intl.DateTimeFormat("en-CA").format(new Date());

/** Enters a trade, or corrects the one given. */
export function TradeDialog({ trade, onClose }: { trade?: Trade | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const { record } = useRecord();
  const maySee = useMaySee("trade");
  const params = { customerId: record.id };
  const known = useRead(readTradeSumsContract, { params, query: { period: "all" } });
  const add = useCall(addTradeContract);
  const update = useCall(updateTradeContract);
  const [unreadable, setUnreadable] = useState<string[]>([]);
  const problem = add.error ?? update.error;
  return (
    <Dialog title={t(trade ? "customers.trade.edit_title" : "customers.trade.add_title")} onClose={onClose}>
      <form onSubmit={save} className="trade-form">
        <Field label={t("customers.field.traded_on")}>
          <input
            className="inp"
            type="date"
            name="traded_on"
            required
            max={today()}
            defaultValue={trade?.traded_on ?? today()}
          />
        </Field>
        <Field
          label={t("customers.field.amount")}
          hint={t("customers.trade.amount_hint")}
          error={unreadable.includes("amount") ? t("customers.unreadable.money") : undefined}
        >
          <input
            className="inp"
            name="amount"
            inputMode="decimal"
            required
            data-focus
            defaultValue={moneyToText(trade?.amount)}
          />
        </Field>
        {maySee("cost") && (
          <Field
            label={t("customers.field.cost")}
            error={unreadable.includes("cost") ? t("customers.unreadable.money") : undefined}
          >
            <input className="inp" name="cost" inputMode="decimal" defaultValue={moneyToText(trade?.cost)} />
          </Field>
        )}
        {word("product_group", known.data?.product_groups)}
        {word("channel", known.data?.channels)}
        {word("reference")}
        {problem && (
          <p className="danger small" role="alert">
            {problemText(problem)}
          </p>
        )}
        <div className="row" style={{ justifyContent: "flex-end", marginTop: 8 }}>
          <ActionButton onClick={onClose}>{t("frame.cancel")}</ActionButton>
          <ActionButton look="primary" type="submit" loading={add.isPending || update.isPending}>
            {t("frame.save")}
          </ActionButton>
        </div>
      </form>
    </Dialog>
  );

  function word(name: "product_group" | "channel" | "reference", options: readonly { name: string | null }[] = []) {
    return (
      <Field label={t(`customers.field.${name}`)}>
        <>
          <input
            className="inp"
            name={name}
            list={`trade-${name}`}
            maxLength={200}
            autoComplete="off"
            aria-label={t(`customers.field.${name}`)}
            defaultValue={trade?.[name] ?? ""}
          />
          <datalist id={`trade-${name}`}>
            {[...new Set(options.flatMap((one) => one.name ?? []))].map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      </Field>
    );
  }

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const typed = (name: string) => String(form.get(name) ?? "").trim();
    const amount = textToMoney(typed("amount"));
    const cost = textToMoney(typed("cost"));
    const wrong = [...(amount == null ? ["amount"] : []), ...(cost === undefined ? ["cost"] : [])];
    setUnreadable(wrong);
    if (amount == null || wrong.length > 0) return;
    const body = {
      traded_on: typed("traded_on"),
      amount,
      ...(maySee("cost") ? { cost: cost ?? null } : {}),
      product_group: typed("product_group") || null,
      channel: typed("channel") || null,
      reference: typed("reference") || null,
    };
    if (trade) update.mutate({ params: { ...params, tradeId: trade.id }, body }, { onSuccess: () => changed(trade) });
    else add.mutate({ params, body }, { onSuccess: added });
  }

  function added(made: Trade) {
    tradesChanged(record.id);
    onClose();
    const amount = formatMoney(made.amount, made.currency);
    showToast({ text: t("customers.trade.added", { amount }), undo: () => removeTrade(made) });
  }

  function changed(before: Trade) {
    tradesChanged(record.id);
    onClose();
    showToast({ text: t("customers.trade.changed"), undo: () => goBack(before) });
  }

  async function goBack({ id, traded_on, amount, cost, product_group, channel, reference }: Trade) {
    const body = { traded_on, amount, product_group, channel, reference, ...(cost === undefined ? {} : { cost }) };
    await call(updateTradeContract, { params: { ...params, tradeId: id }, body });
    tradesChanged(record.id);
    showToast({ text: t("customers.trade.undone"), look: "undone" });
  }
}
