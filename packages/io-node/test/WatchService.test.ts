import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { watchContract } from "@ploke/io-testing"
import { NodePlatform } from "@ploke/io-node"
import * as Layer from "effect/Layer"

watchContract("the real disk", Layer.merge(NodePlatform.layer, NodeFileSystem.layer))
