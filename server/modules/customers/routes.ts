import { type Route, route } from "../../platform/http/route.ts";
import * as bins from "./bin.contract.ts";
import { listBin, removeCustomer, removeCustomers, restoreCustomers } from "./bin.ts";
import { createBulkEditContract, previewBulkEditContract, undoBulkEditContract } from "./bulk_edit.contract.ts";
import { createBulkEdit, previewBulkEdit, readBulkEdit, undoBulkEdit } from "./bulk_edit.ts";
import { consentRoutes } from "./consent/consent.routes.ts";
import {
  addContactContract,
  addContactPointContract,
  removeContactContract,
  removeContactPointContract,
  updateContactContract,
  updateContactPointContract,
} from "./contact.contract.ts";
import { addContact, removeContact, updateContact } from "./contact.ts";
import { addContactPoint, removeContactPoint, updateContactPoint } from "./contact_point.ts";
import * as contracts from "./customer.contract.ts";
import { createCustomer, transferCustomer, updateCustomer } from "./customer.ts";
import * as deliveries from "./delivery.contract.ts";
import { readDelivery, removeDelivery, setDelivery } from "./delivery.ts";
import { duplicateRoutes } from "./duplicate/duplicate.routes.ts";
import * as erasure from "./erasure.contract.ts";
import { eraseContact, eraseCustomer, exportPersonalData } from "./erasure.ts";
import { downloadExport } from "./export/download.ts";
import { readExportFile } from "./export/file.ts";
import { accessExport, cancelExport, createExport, listExports } from "./export/order.ts";
import { readWatermark, setWatermark } from "./export/watermark.ts";
import { exportListContract, readWatermarkContract, setWatermarkContract } from "./export.contract.ts";
import * as exports from "./export_job.contract.ts";
import { listFieldsContract } from "./fields.contract.ts";
import { listFields } from "./fields_list.ts";
import { fileRoutes } from "./file/routes.ts";
import { groupCustomersContract } from "./group.contract.ts";
import { groupCustomers } from "./group.ts";
import * as handOvers from "./hand_over.contract.ts";
import { accessHandOver, createHandOver, listHandOvers, previewHandOver, undoHandOver } from "./hand_over.ts";
import { readHistoryContract } from "./history.contract.ts";
import { readHistory } from "./history.ts";
import { importRoutes } from "./import/routes.ts";
import * as interactions from "./interaction.contract.ts";
import { logInteraction, readInteraction, removeInteraction, updateInteraction } from "./interaction.ts";
import { listCustomers } from "./list.ts";
import * as layouts from "./own/layout.contract.ts";
import { listLayouts, readLayout, readMyLayout, resetLayout, setLayout } from "./own/layout.ts";
import * as own from "./own/own_field.contract.ts";
import {
  createOwnField,
  listOwnFields,
  orderOwnFields,
  readOwnField,
  retireOwnField,
  reviveOwnField,
  updateOwnField,
} from "./own/own_field.ts";
import { passageRoutes } from "./passage/passage.routes.ts";
import { poolRoutes } from "./pool/pool.routes.ts";
import { promiseRoutes } from "./promise/promise.routes.ts";
import { protectionRoutes } from "./protection/protection.routes.ts";
import { readCustomer } from "./record.ts";
import { listIndustriesContract, listRegionsContract } from "./reference.contract.ts";
import { listIndustries, listRegions } from "./reference.ts";
import { relationRoutes } from "./relation/relation.routes.ts";
import { revealPhoneContract } from "./reveal.contract.ts";
import { revealPhone } from "./reveal.ts";
import { saidRoutes } from "./said/said.routes.ts";
import { searchContract } from "./search.contract.ts";
import { search } from "./search.ts";
import { addClient, removeClient, setClients, shareCustomer, unshareCustomer } from "./share.ts";
import {
  addClientContract,
  removeClientContract,
  setClientsContract,
  shareCustomerContract,
  transferCustomerContract,
  unshareCustomerContract,
} from "./sharing.contract.ts";
import * as stars from "./star.contract.ts";
import { listVisits, starCustomer, unstarCustomer, visitCustomer } from "./star.ts";
import { listTags, setTags } from "./tag.ts";
import { tierRoutes } from "./tier/tier.routes.ts";
import { listInteractions } from "./timeline.ts";
import { tradeImportRoutes } from "./trade/import/routes.ts";
import { tradeRoutes } from "./trade/trade.routes.ts";
import { tryCustomerContract } from "./trial.contract.ts";
import { tryCustomer } from "./trial.ts";
import * as views from "./view.contract.ts";
import { accessView, createView, listViews, pinViews, removeView, updateView } from "./view.ts";

export const customerRoutes: Route[] = [
  route(exportListContract, async (_tx, actor, { house, query }) => downloadExport(house, actor, query)),
  route(exports.createExportContract, (tx, actor, { body }) => createExport(tx, actor, body), { reread: accessExport }),
  route(exports.listExportsContract, (tx, actor) => listExports(tx, actor)),
  route(exports.cancelExportContract, (tx, actor, { params }) => cancelExport(tx, actor, params.exportId)),
  route(exports.readExportFileContract, async (_tx, actor, { house, params }) =>
    readExportFile(house, actor, params.exportId),
  ),
  route(readWatermarkContract, (tx) => readWatermark(tx)),
  route(setWatermarkContract, (tx, actor, { body }) => setWatermark(tx, actor, body)),
  route(contracts.listCustomersContract, (tx, actor, { query }) => listCustomers(tx, actor, query)),
  route(listFieldsContract, async (_tx, actor) => listFields(actor)),
  route(groupCustomersContract, (tx, actor, { query }) => groupCustomers(tx, actor, query)),
  route(stars.listVisitsContract, (tx, actor) => listVisits(tx, actor)),
  route(stars.starCustomerContract, (tx, actor, { params }) => starCustomer(tx, actor, params.customerId)),
  route(stars.unstarCustomerContract, (tx, actor, { params }) => unstarCustomer(tx, actor, params.customerId)),
  route(stars.visitCustomerContract, (tx, actor, { params }) => visitCustomer(tx, actor, params.customerId)),
  route(contracts.readCustomerContract, (tx, actor, { params }) => readCustomer(tx, actor, params.customerId)),
  route(contracts.createCustomerContract, (tx, actor, { body }) => createCustomer(tx, actor, body), {
    reread: readCustomer,
  }),
  route(contracts.updateCustomerContract, (tx, actor, { params, body }) =>
    updateCustomer(tx, actor, params.customerId, body),
  ),
  route(transferCustomerContract, (tx, actor, { params, body }) =>
    transferCustomer(tx, actor, params.customerId, body),
  ),
  route(handOvers.previewHandOverContract, (tx, actor, { params }) => previewHandOver(tx, actor, params.userId)),
  route(handOvers.listHandOversContract, (tx, actor) => listHandOvers(tx, actor)),
  route(handOvers.createHandOverContract, (tx, actor, { body }) => createHandOver(tx, actor, body), {
    reread: accessHandOver,
  }),
  route(handOvers.undoHandOverContract, (tx, actor, { params }) => undoHandOver(tx, actor, params.handOverId)),
  route(erasure.exportPersonalDataContract, async (_tx, actor, { house, params }) =>
    exportPersonalData(house, actor, params.customerId),
  ),
  route(erasure.eraseCustomerContract, (tx, actor, { house, params, body }) =>
    eraseCustomer(tx, house, actor, params.customerId, body),
  ),
  route(erasure.eraseContactContract, (tx, actor, { house, params, body }) =>
    eraseContact(tx, house, actor, params, body),
  ),
  route(bins.removeCustomerContract, (tx, actor, { params }) => removeCustomer(tx, actor, params.customerId)),
  route(bins.removeCustomersContract, (tx, actor, { body }) => removeCustomers(tx, actor, body.ids)),
  route(bins.listBinContract, (tx, actor, { query }) => listBin(tx, actor, query)),
  route(bins.restoreCustomersContract, (tx, actor, { body }) => restoreCustomers(tx, actor, body)),
  route(contracts.setTagsContract, (tx, actor, { params, body }) => setTags(tx, actor, params.customerId, body.tags)),
  route(setClientsContract, (tx, actor, { params, body }) => setClients(tx, actor, params.customerId, body.client_ids)),
  route(addClientContract, (tx, actor, { params }) => addClient(tx, actor, params)),
  route(removeClientContract, (tx, actor, { params }) => removeClient(tx, actor, params)),
  route(shareCustomerContract, (tx, actor, { params, body }) => shareCustomer(tx, actor, params.customerId, body), {
    reread: readCustomer,
  }),
  route(unshareCustomerContract, (tx, actor, { params }) => unshareCustomer(tx, actor, params)),
  route(contracts.listTagsContract, (tx) => listTags(tx)),
  route(addContactContract, (tx, actor, { params, body }) => addContact(tx, actor, params.customerId, body), {
    reread: readCustomer,
  }),
  route(updateContactContract, (tx, actor, { params, body }) => updateContact(tx, actor, params, body)),
  route(removeContactContract, (tx, actor, { params }) => removeContact(tx, actor, params)),
  route(addContactPointContract, (tx, actor, { params, body }) => addContactPoint(tx, actor, params.customerId, body), {
    reread: readCustomer,
  }),
  route(updateContactPointContract, (tx, actor, { params, body }) => updateContactPoint(tx, actor, params, body)),
  route(revealPhoneContract, (tx, actor, { params }) => revealPhone(tx, actor, params)),
  route(removeContactPointContract, (tx, actor, { params }) => removeContactPoint(tx, actor, params)),
  route(readHistoryContract, (tx, actor, { params, query }) => readHistory(tx, actor, params.customerId, query)),
  route(interactions.listInteractionsContract, (tx, actor, { params, query }) =>
    listInteractions(tx, actor, params.customerId, query),
  ),
  route(
    interactions.logInteractionContract,
    (tx, actor, { params, body }) => logInteraction(tx, actor, params.customerId, body),
    {
      reread: (tx, actor, interactionId, { params }) =>
        readInteraction(tx, actor, { customerId: params.customerId, interactionId }),
    },
  ),
  route(interactions.updateInteractionContract, (tx, actor, { params, body }) =>
    updateInteraction(tx, actor, params, body),
  ),
  route(interactions.removeInteractionContract, (tx, actor, { params }) => removeInteraction(tx, actor, params)),
  route(tryCustomerContract, (tx, actor, { params, body }) => tryCustomer(tx, actor, params.customerId, body)),
  route(listRegionsContract, async () => listRegions()),
  route(listIndustriesContract, async () => listIndustries()),
  route(searchContract, (tx, actor, { query }) => search(tx, actor, query)),
  route(previewBulkEditContract, (tx, actor, { body }) => previewBulkEdit(tx, actor, body)),
  route(createBulkEditContract, (tx, actor, { body }) => createBulkEdit(tx, actor, body), { reread: readBulkEdit }),
  route(undoBulkEditContract, (tx, actor, { params }) => undoBulkEdit(tx, actor, params.bulkEditId)),
  route(views.listViewsContract, (tx, actor, { query }) => listViews(tx, actor, query.object)),
  route(views.createViewContract, (tx, actor, { body }) => createView(tx, actor, body), { reread: accessView }),
  route(views.updateViewContract, (tx, actor, { params, body }) => updateView(tx, actor, params.viewId, body)),
  route(views.removeViewContract, (tx, actor, { params }) => removeView(tx, actor, params.viewId)),
  route(deliveries.readDeliveryContract, (tx, actor, { params }) => readDelivery(tx, actor, params.viewId)),
  route(deliveries.setDeliveryContract, (tx, actor, { params, body }) => setDelivery(tx, actor, params.viewId, body)),
  route(deliveries.removeDeliveryContract, (tx, actor, { params }) => removeDelivery(tx, actor, params.viewId)),
  route(views.pinViewsContract, (tx, actor, { body }) => pinViews(tx, actor, body)),
  route(own.listOwnFieldsContract, (tx) => listOwnFields(tx)),
  route(own.createOwnFieldContract, (tx, actor, { body }) => createOwnField(tx, actor, body), {
    reread: (tx, _actor, id) => readOwnField(tx, id),
  }),
  route(own.orderOwnFieldsContract, (tx, actor, { body }) => orderOwnFields(tx, actor, body.ids)),
  route(own.updateOwnFieldContract, (tx, actor, { params, body }) => updateOwnField(tx, actor, params.fieldId, body)),
  route(own.retireOwnFieldContract, (tx, actor, { params }) => retireOwnField(tx, actor, params.fieldId)),
  route(own.reviveOwnFieldContract, (tx, actor, { params }) => reviveOwnField(tx, actor, params.fieldId)),
  ...fileRoutes,
  route(layouts.listLayoutsContract, (tx) => listLayouts(tx)),
  route(layouts.readMyLayoutContract, (tx, actor) => readMyLayout(tx, actor)),
  route(layouts.readLayoutContract, (tx, _actor, { params }) => readLayout(tx, params.roleId)),
  route(layouts.setLayoutContract, (tx, actor, { params, body }) => setLayout(tx, actor, params.roleId, body)),
  route(layouts.resetLayoutContract, (tx, actor, { params }) => resetLayout(tx, actor, params.roleId)),
  ...importRoutes,
  ...duplicateRoutes,
  ...consentRoutes,
  ...passageRoutes,
  ...poolRoutes,
  ...protectionRoutes,
  ...relationRoutes,
  ...promiseRoutes,
  ...saidRoutes,
  ...tradeImportRoutes,
  ...tradeRoutes,
  ...tierRoutes,
];
