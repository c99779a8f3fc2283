import Classroom
import HTTPTypes
import Hummingbird
import NIOCore
import Runtime

extension Site {
  /// A Server-Sent Events response that carries a class's view.
  ///
  /// On a socket the first view goes out as the beginning of a body that never ends by itself:
  /// `Takeover` keeps the connection for the audience. Without one (tests in memory) a task does.
  ///
  /// Source: WHATWG HTML, section 9.2.
  ///
  /// - Parameters:
  ///   - room: the further room whose stage it shows; `nil` for the main room's.
  ///   - pass: what lets its reader look; the stream ends when it no longer does.
  func stream(
    _ session: LiveSession, _ viewer: Viewer, _ incoming: Incoming,
    room place: RoomID? = nil, pass: Pass? = nil
  ) async -> Response {
    let room = await rooms.room(of: session, site: self)
    let key = FrameKey(viewer: viewer, language: incoming.language, room: place, pass: pass)
    let (audience, position, event) = await room.welcome(key)
    var headers: HTTPFields = [
      .contentType: "text/event-stream; charset=utf-8", .cacheControl: "no-store",
      HTTPField.Name("X-Accel-Buffering")!: "no",
    ]
    // A reader that comes back waits a random while, so that a hall does not come all at once.
    var first = ByteBuffer(string: "retry: \(Int.random(in: 500...3000))\n\n")
    first.writeImmutableBuffer(event)
    guard incoming.method == .get else { return Response(status: .ok, headers: headers) }
    if incoming.isOnSocket {
      headers[.audience] = "\(audience.number) \(position)"
      return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: first))
    }
    let events = audience.events()
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { [first] writer in
        try await writer.write(first)
        for await event in events { try await writer.write(event) }
        try await writer.finish(nil)
      })
  }

  /// The same view as one JSON answer, for pages whose network buffers streams.
  func poll(
    _ session: LiveSession, _ viewer: Viewer, _ incoming: Incoming, room place: RoomID? = nil
  ) async -> Response {
    let room = await rooms.room(of: session, site: self)
    let key = FrameKey(viewer: viewer, language: incoming.language, room: place)
    let json = await room.current(key)
    return Response.json(Array(json.utf8))
  }
}
