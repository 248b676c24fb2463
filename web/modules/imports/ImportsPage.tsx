import "./imports.css";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { ImportList } from "./ImportList.tsx";
import { ImportPage } from "./ImportPage.tsx";
import { NewImport } from "./NewImport.tsx";
import { TradeImportList } from "./trades/TradeImportList.tsx";
import { TradeImportPage } from "./trades/TradeImportPage.tsx";

const route = getRouteApi("/imports/$");

/** /imports lists mine, /imports/new takes a file, /imports/ID is one import from its columns to its result. */
export function ImportsPage() {
  const { t } = useTranslation();
  const { _splat: place = "" } = route.useParams();
  document.title = `${t("imports.title")} · ${t("frame.product")}`;
  if (place === "" || place === "list") return <ImportList />;
  if (place === "new") return <NewImport />;
  if (place === "trades") return <TradeImportList />;
  if (place.startsWith("trades/")) return <TradeImportPage key={place} id={place.slice("trades/".length)} />;
  return <ImportPage key={place} importId={place} />;
}
