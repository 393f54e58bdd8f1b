/** What is called of write-file-atomic, which comes without types. */
declare module "write-file-atomic" {
  export default function writeFileAtomic(path: string, data: Uint8Array): Promise<void>
}
