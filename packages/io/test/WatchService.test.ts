import { watchContract } from "@ploke/io-testing"
import { TestPlokeIo } from "@ploke/io-testing"

watchContract("memory", TestPlokeIo.platform())
