import Classroom
import HTTPTypes
import Hummingbird
import NIOCore
import Runtime

extension Site {
  /// A Server-Sent Events response that carries a class's view.
  ///
  /// Source: WHATWG HTML, section 9.2.
  func stream(_ session: LiveSession, _ viewer: Viewer, _ incoming: Incoming) async -> Response {
    let room = await rooms.room(of: session, site: self)
    let frames = await room.frames(FrameKey(viewer: viewer, language: incoming.language))
    return Response(
      status: .ok,
      headers: [
        .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
        HTTPField.Name("X-Accel-Buffering")!: "no",
      ],
      body: ResponseBody { writer in
        // A reader that comes back waits a random while, so that a hall does not come all at once.
        try await writer.write(ByteBuffer(string: "retry: \(Int.random(in: 500...3000))\n\n"))
        for await frame in frames { try await writer.write(frame) }
        try await writer.finish(nil)
      })
  }

  /// The same view as one JSON answer, for pages whose network buffers streams.
  func poll(_ session: LiveSession, _ viewer: Viewer, _ incoming: Incoming) async -> Response {
    let room = await rooms.room(of: session, site: self)
    let json = await room.currentJSON(FrameKey(viewer: viewer, language: incoming.language))
    return Response.json(Array(json.utf8))
  }
}
