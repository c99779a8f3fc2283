// The fuzz target of the plan's parser: libFuzzer calls it with one text after another.
// `bin/fuzz` compiles it with the sources of Plan into one module, so that all of it is instrumented.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPlan(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  let text = String(decoding: bytes, as: UTF8.self)
  if let violation = Invariants.violation(of: text) {
    fatalError("\(violation)\n\(text)")
  }
  return 0
}
