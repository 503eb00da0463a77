using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Automation.EndToEnd.Architecture;

/// <summary>What an assembly refers to and calls, read from its file without loading it.</summary>
internal sealed class CompiledCode : IDisposable
{
    private const byte Call = 0x28;
    private const byte CallVirtual = 0x6F;

    private readonly PEReader _file;
    private readonly MetadataReader _reader;

    public CompiledCode(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
    }

    public IReadOnlyList<string> AssemblyReferences =>
        [.. _reader.AssemblyReferences.Select(handle => _reader.GetString(_reader.GetAssemblyReference(handle).Name))];

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// Each call of a method that is unwanted, as (caller, callee), both <c>Type.Method</c>; generic arguments are left
    /// out of the callee: <c>System.Threading.Tasks.Task`1.get_Result</c>.
    /// </summary>
    public IEnumerable<(string Caller, string Callee)> Calls(Func<string, bool> isUnwanted)
    {
        var unwanted = new Dictionary<int, string>();
        foreach (var handle in _reader.MemberReferences)
            if (NameOf(_reader.GetMemberReference(handle)) is { } name && isUnwanted(name))
                unwanted[MetadataTokens.GetToken(handle)] = name;
        if (unwanted.Count == 0)
            yield break;
        foreach (var handle in _reader.MethodDefinitions)
        {
            var method = _reader.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
                continue;
            var code = _file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
            for (var i = 0; i + 4 < code.Length; i++)
                if (code[i] is Call or CallVirtual && unwanted.TryGetValue(BitConverter.ToInt32(code, i + 1), out var callee))
                    yield return ($"{NameOf(method.GetDeclaringType())}.{_reader.GetString(method.Name)}", callee);
        }
    }

    private string? NameOf(MemberReference member)
    {
        var parent = member.Parent;
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            // A generic type with its arguments: the signature begins GENERICINST (0x15), CLASS or VALUETYPE, then the type.
            var signature = _reader.GetBlobReader(_reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (signature.ReadByte() != 0x15)
                return null;
            signature.ReadByte();
            parent = signature.ReadTypeHandle();
        }
        if (parent.Kind != HandleKind.TypeReference)
            return null;
        var type = _reader.GetTypeReference((TypeReferenceHandle)parent);
        return $"{_reader.GetString(type.Namespace)}.{_reader.GetString(type.Name)}.{_reader.GetString(member.Name)}";
    }

    private string NameOf(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        var name = _reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{NameOf(outer)}.{name}" : $"{_reader.GetString(type.Namespace)}.{name}";
    }
}
