// The axis of a graph of numbers of records: whole numbers without decimals, and none between them.
import { registry } from "@web/core/registry";

const formatters = registry.category("formatters");

formatters.add("lampo_count", (value, options) =>
    Number.isInteger(value) ? formatters.get("integer")(value, options) : ""
);
