"""What the worker does for the rights of persons: goes on with erasures, removes files that were for one reader."""

from zhiyin.customers.actions.erase_person import go_on_with_all
from zhiyin.customers.actions.export_person import forget_exports
from zhiyin.jobs.loops import loop

loop("customers.erasures", every=300, alone=True)(go_on_with_all)
loop("customers.exports", every=3_600, alone=True)(forget_exports)
